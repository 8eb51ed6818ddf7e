"""政策解读: the policy desk for the public and for one enterprise, its questions, research ledgers, and the policy watch."""
