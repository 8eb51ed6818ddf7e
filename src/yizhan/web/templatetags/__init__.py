"""Django looks for template tag libraries here."""
