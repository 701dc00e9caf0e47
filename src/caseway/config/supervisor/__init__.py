"""`caseway up`: start all of Caseway on one machine, keep it running, stop it in order. No Django in this process."""
