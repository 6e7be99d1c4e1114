"""Coverage-guided fuzzing of what reads bytes from outside: ``make fuzz``.

A target is a module here with ``one(data)``, which takes any bytes and returns or raises what is a finding, and
``seeds()``, inputs to begin with. Targets know nothing of the fuzzer, so the tests run them too.
"""
