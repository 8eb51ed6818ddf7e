"""The programmes: each one module, NAME.parameters.yaml (dated figures), NAME.text.yaml (words) and
NAME.cases.yaml (examples).
"""
