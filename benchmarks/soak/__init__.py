"""Long runs of random events against a model: does every history end right, and does memory stay flat?"""
