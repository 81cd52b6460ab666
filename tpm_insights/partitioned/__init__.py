"""Facts from more postings than fit in memory: a folder or big file in, a folder of Parquet parts out, restartable."""
