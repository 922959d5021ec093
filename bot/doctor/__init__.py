"""`muster doctor`: looks at everything Muster needs before anybody relies on it, and says what to do."""
