"""What we fetch: families of list pages, the frontier's crawl, one Scrapy spider for all sites."""
