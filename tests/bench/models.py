"""The table that the bare view reads."""

from django.db import models


class Row(models.Model):
    """What a row of the list of projects shows, in a plain table without row-level security."""

    id = models.UUIDField(primary_key=True)
    reference = models.TextField()
    title = models.TextField()
    area = models.TextField()
    countries = models.TextField()
    stage = models.TextField()
    health = models.TextField()
    planned_end = models.DateField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.reference
