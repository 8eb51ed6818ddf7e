"""Floor 2: the rules of lending on values: assessment, decision, price, promise, schedule, repayment, class."""
