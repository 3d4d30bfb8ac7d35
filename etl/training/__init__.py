"""How en_podcast is made and measured: from corpora to weights. Nothing of the product imports this package."""
