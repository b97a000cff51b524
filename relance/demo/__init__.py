"""The demo: the 2017 campaign, played over real sockets by embedded servers and invented correspondents."""
