"""A made-up government site and a generator of made-up annual reports.

Places and names of bodies are real so that regions can be told; every number and sentence is
invented, and every page says so. For the demo, the tests and the benchmarks: `site` is the
demo's site of four families, `bench` the test bench of all families and of the traps.
"""
