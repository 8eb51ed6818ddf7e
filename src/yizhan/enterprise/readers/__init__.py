"""One module per file type; each turns a file into batches of named text columns for `enterprise.cleaning`."""
