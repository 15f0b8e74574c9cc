"""What we fetch: sources, discovery on list pages, one Scrapy spider for every site family."""
