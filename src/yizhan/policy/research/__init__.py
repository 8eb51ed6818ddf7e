"""The R&D super-deduction in figures: project ledgers (辅助账), the sum of a year, assets, filing and papers."""
