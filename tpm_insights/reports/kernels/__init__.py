"""Where the cells of a notebook run: kernels started anew, or forked from one process with the imports done."""
