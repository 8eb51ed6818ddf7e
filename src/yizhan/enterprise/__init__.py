"""Floor 1: what is known about an enterprise: identity, invoices and their features, statements, innovation, profile.

Importing the package is cheap: Arrow, Ibis and DuckDB are imported only when a file is read or features are computed.
"""
