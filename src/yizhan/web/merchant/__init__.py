"""The merchant's own pages: today's payments, one payment with its refunds, the code to be shown."""
