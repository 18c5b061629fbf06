"""Adapters: what the ports mean in a cloud (SES, SNS, S3, secrets, clock, hashing)."""
