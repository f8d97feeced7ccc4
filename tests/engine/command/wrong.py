"""What answers in a file begin with, and what the command says of wrong ones."""

from __future__ import annotations

HEAD = "school_id,respondent_id,role,K1,K2,G1,G2,S1\n"
GOOD = "001,k,KS,1,1,,,\n"


def faults_of(world, capsys, **options):
    assert world.run(**options) == 2
    assert not world.out.exists()
    assert not [p for p in world.folder.iterdir() if p.name.startswith(".out")]
    return capsys.readouterr().err.splitlines()
