"""What must never be found in score runs and what was published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Weight, asked

CHECKS = [
    asked(
        "scoring.arrays_follow_the_nodes",
        _("Hasil sekolah tidak memuat semua butir."),
        """
        SELECT 'run ' || r.id || ' ' || s.code FROM scoring_schoolresult s
        JOIN scoring_scorerun r ON r.id = s.run_id
        WHERE cardinality(s.scores) <> cardinality(r.nodes)
        OR cardinality(s.errors) <> cardinality(r.nodes)
        OR cardinality(s.n) <> cardinality(r.nodes)
        OR cardinality(s.hidden) <> cardinality(r.nodes)
        OR cardinality(s.role_scores) % greatest(cardinality(r.leaves), 1) <> 0
        """,
    ),
    asked(
        "scoring.regions_follow_the_nodes",
        _("Hasil wilayah tidak memuat semua butir."),
        """
        SELECT 'run ' || r.id || ' ' || g.code FROM scoring_regionresult g
        JOIN scoring_scorerun r ON r.id = g.run_id
        WHERE cardinality(g.mean) <> cardinality(r.nodes)
        OR cardinality(g.counted) <> cardinality(r.nodes)
        OR cardinality(g.quantiles) <> 5 * cardinality(r.uppers)
        """,
    ),
    asked(
        "scoring.schools_of_a_region_add_up",
        _("Jumlah sekolah suatu wilayah tidak cocok."),
        """
        SELECT 'run ' || g.run_id || ' ' || g.code FROM scoring_regionresult g
        WHERE g.counted[1] + g.insufficient[1] + g.not_sent + g.not_invited <> g.schools
        """,
    ),
    asked(
        "scoring.done_has_results",
        _("Perhitungan selesai tanpa hasil satu sekolah pun."),
        """
        SELECT 'run ' || r.id FROM scoring_scorerun r WHERE r.state = 'done'
        AND NOT EXISTS (SELECT FROM scoring_schoolresult s WHERE s.run_id = r.id)
        AND EXISTS (SELECT FROM survey_assignment a WHERE a.campaign_id = r.campaign_id)
        """,
    ),
    asked(
        "scoring.done_can_be_repeated",
        _("Perhitungan selesai tanpa sidik jari atau versi metodenya."),
        """
        SELECT 'run ' || id FROM scoring_scorerun
        WHERE state = 'done' AND (digest = '' OR method_version = '')
        """,
    ),
    asked(
        "scoring.audience_is_published",
        _("Khalayak sebuah perhitungan tidak sama dengan terbitannya."),
        """
        SELECT 'run ' || r.id FROM scoring_scorerun r
        WHERE r.audience <> coalesce(
          (SELECT max(p.audience) FROM scoring_publication p WHERE p.run_id = r.id), 0)
        """,
    ),
    asked(
        "scoring.scored_was_asked",
        _("Sekolah dinilai dalam kampanye yang tidak menanyainya."),
        """
        SELECT 'run ' || r.id || ' ' || s.code FROM scoring_schoolresult s
        JOIN scoring_scorerun r ON r.id = s.run_id
        WHERE s.state IN ('counted', 'insufficient') AND r.campaign_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM survey_assignment a
          WHERE a.campaign_id = r.campaign_id AND a.school_id = s.organisation_id)
        """,
    ),
    asked(
        "scoring.scores_are_on_the_scale",
        _("Skor di luar rentang skala."),
        """
        SELECT 'run ' || r.id || ' ' || s.code FROM scoring_schoolresult s
        JOIN scoring_scorerun r ON r.id = s.run_id
        JOIN standards_frameworkversion v ON v.id = r.framework_version_id
        WHERE s.total < 0 OR s.total > v.scale_max
        """,
    ),
    asked(
        "scoring.runs_come_to_an_end",
        _("Perhitungan berjalan lebih dari sehari."),
        """
        SELECT 'run ' || id FROM scoring_scorerun WHERE state IN ('queued', 'running')
        AND requested_at < now() - interval '1 day'
        """,
        Weight.WARNING,
    ),
]
