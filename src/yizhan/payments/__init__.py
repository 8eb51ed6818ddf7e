"""Floor 2: inbound card payments as rules on values (入境支付): schemes, amounts, limits, states, refunds, codes, scheme messages."""
