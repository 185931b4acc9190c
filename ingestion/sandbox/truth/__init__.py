"""What is true of the sample company, and what of it its records let anybody know.

Nothing here reads the warehouse or shares code with the clients or the models: the evaluator
follows docs/facts.md and the page of definitions over the records in the sandbox's store.
"""

from ingestion.sandbox.truth.write import write_truth

__all__ = ["write_truth"]
