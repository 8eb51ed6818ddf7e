"""Floor 0: money, interest rate, calendar, clock, ids, text, refusal, dated data. Imports nothing of ours."""
