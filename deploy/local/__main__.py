from deploy.local.cli import main

main(prog_name="aftercare")
