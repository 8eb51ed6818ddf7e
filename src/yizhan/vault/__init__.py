"""Floor 1: the card vault (卡数据保险箱). Card numbers under AES-GCM, keys under keys. There is no place for a security code."""
