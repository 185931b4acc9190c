"""`python -m ingestion.example`: write `.env.example`, every variable of every source."""

from ingestion.settings import ROOT, example
from ingestion.sources import discover

if __name__ == "__main__":
    (ROOT / ".env.example").write_text(example(discover()))
