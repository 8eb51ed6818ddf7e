"""Floor 2, policy as code: what an enterprise qualifies for, why, what it is worth and what is missing.

Start with `evaluate.py`. A programme is a module of `programmes/` with its parameters, texts and cases in
YAML beside it.
"""
