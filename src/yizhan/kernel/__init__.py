"""Floor 0: money, interest rate, calendar, clock, ids, text, refusal, dated data, SQL files. Imports nothing of ours."""
