from caseway.config.cli import main

main()
