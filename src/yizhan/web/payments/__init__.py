"""The branch's side of card payments: merchants taken on and changed, the watch over payments, margins, one payment's story."""
