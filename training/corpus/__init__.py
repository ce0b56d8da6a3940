"""What the toxicity model learns from: public sets, our own sentences, spelling noise."""
