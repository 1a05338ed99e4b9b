"""The benchmarks: ratios against bare servers in the same run, because the machine under them differs."""
