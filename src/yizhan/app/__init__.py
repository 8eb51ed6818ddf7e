"""Floor 6: settings, urls, command line, process list: the only place that wires."""
