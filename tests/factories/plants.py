"""One planted fault for each check of integrity, as SQL."""

PLANTS = {
    "accounts.password_is_hashed": "UPDATE accounts_user SET password = 'rahasia'",
    "accounts.staff_is_active": (
        "UPDATE accounts_user SET is_active = false, is_staff = true"
    ),
    "accounts.one_account_per_address": """
        INSERT INTO account_emailaddress (email, user_id, verified, "primary")
        SELECT CASE WHEN id % 2 = 0 THEN 'a@contoh.invalid' ELSE 'A@contoh.invalid' END,
        id, false, false FROM accounts_user ORDER BY id LIMIT 2""",
    "core.trail_holds": "UPDATE core_auditevent SET subject_name = 'lain'",
    "core.trail_is_sealed": """
        INSERT INTO core_auditevent (at, action, subject_type, subject_id, subject_name,
        path, detail, digest) VALUES (now() - interval '3 days', 'x', '', '', '', '',
        '{}', '')""",
    "core.actors_are_known": "UPDATE core_auditevent SET actor_id = 999999999",
    "core.work_is_done": """
        INSERT INTO procrastinate_jobs (task_name, queue_name, status)
        VALUES ('survey.tasks.x', 'default', 'failed')""",
    "core.work_moves_on": """
        INSERT INTO procrastinate_jobs (task_name, queue_name, status, scheduled_at)
        VALUES ('survey.tasks.x', 'default', 'todo', now() - interval '2 days')""",
    "evidence.file_is_there": "UPDATE evidence_evidence SET file = 'evidence/0/tiada'",
    "evidence.file_is_unchanged": (
        "UPDATE evidence_evidence SET digest = repeat('1', 64)"
    ),
    "evidence.check_has_a_checker": """
        UPDATE evidence_evidence SET check_state = 'accepted', checked_at = now()""",
    "evidence.renewal_is_of_the_unit": """
        UPDATE evidence_evidence SET renews_id = (SELECT min(id) FROM evidence_evidence)
        WHERE id = (SELECT max(id) FROM evidence_evidence)""",
    "evidence.pieces_follow_each_other": """
        UPDATE evidence_upload SET received_bytes = received_bytes + 1""",
    "evidence.withdrawal_says_why": "UPDATE evidence_evidence SET withdrawn_at = now()",
    "findings.owner_is_true": "UPDATE findings_finding SET has_owner = true",
    "findings.cause_is_true": "UPDATE findings_finding SET has_cause = true",
    "findings.action_is_true": "UPDATE findings_finding SET has_action = true",
    "findings.measured_gap_has_a_run": "UPDATE findings_sign SET origin = 'scores'",
    "findings.every_finding_has_a_source": "DELETE FROM findings_sign",
    "followup.number_says_itself": "UPDATE followup_actionpoint SET year = 2025",
    "followup.numbers_have_no_gap": "UPDATE followup_numbering SET last = last + 1",
    "followup.finished_has_its_moment": (
        "UPDATE followup_actionpoint SET state = 'done'"
    ),
    "followup.postponements_are_counted": (
        "UPDATE followup_actionpoint SET postponements = 4"
    ),
    "followup.first_event_is_opening": "DELETE FROM followup_pointevent",
    "followup.help_is_asked_of_another_unit": (
        "UPDATE followup_actionpoint SET asker_id = owner_id"
    ),
    "instruments.item_asks_its_framework": """
        UPDATE instruments_item SET node_id =
        (SELECT n.id FROM standards_node n WHERE n.version_id <>
        (SELECT min(framework_version_id) FROM instruments_instrumentversion)
        LIMIT 1)""",
    "instruments.points_fit": "UPDATE instruments_option SET points = points + 90",
    "instruments.section_is_of_the_version": """
        INSERT INTO instruments_questionnaire (version_id, role, minutes, intro)
        SELECT max(id), 'PS', 1, '{}' FROM instruments_instrumentversion;
        INSERT INTO instruments_section (questionnaire_id, position, standard, title)
        SELECT max(id), 1, '1', '{}' FROM instruments_questionnaire;
        UPDATE instruments_item SET section_id =
        (SELECT max(id) FROM instruments_section)""",
    "instruments.rule_is_of_the_version": """
        INSERT INTO instruments_datarule (version_id, item_id, fields, settings,
        formula, words, source)
        SELECT min(version_id), min(id), '{}', '{}', '{}', '{}', ''
        FROM instruments_item WHERE role = 'KS'""",
    "instruments.choice_has_options": "DELETE FROM instruments_option",
    "organisations.path_follows_parent": """
        UPDATE organisations_organisation SET path = 'X/' || path WHERE tier = 6""",
    "organisations.placement_is_todays": """
        UPDATE organisations_placement SET parent_id =
        (SELECT id FROM organisations_organisation WHERE tier = 1 LIMIT 1)
        WHERE parent_id IS NOT NULL""",
    "organisations.name_is_todays": "UPDATE organisations_namespell SET name = 'Lain'",
    "organisations.school_has_its_facts": "DELETE FROM organisations_school",
    "organisations.npsn_is_the_code": """
        UPDATE organisations_school SET npsn = '1' || right(npsn, 6) || '9'""",
    "organisations.tiers_go_down": (
        "UPDATE organisations_organisation SET tier = 3 WHERE tier = 5"
    ),
    "organisations.closed_has_no_open_below": """
        UPDATE organisations_organisation SET closed_on = '2026-01-01'
        WHERE tier = 5""",
    "organisations.no_member_of_a_closed_unit": """
        UPDATE organisations_organisation SET closed_on = '2026-01-01'""",
    "organisations.done_list_has_its_moment": """
        INSERT INTO organisations_schoolimport (owner_id, filename, header, rows,
        uploaded_at, state) SELECT min(id), 'a', '[]', '[]', now(), 'done'
        FROM organisations_organisation""",
    "organisations.lists_come_to_an_end": """
        INSERT INTO organisations_schoolimport (owner_id, filename, header, rows,
        uploaded_at, state, asked_at)
        SELECT min(id), 'a', '[]', '[]', now(), 'running', now() - interval '2 days'
        FROM organisations_organisation""",
    "organisations.invitation_has_one_end": """
        INSERT INTO organisations_invitation (email, name, organisation_id, role,
        token_digest, invited_at, expires_at, accepted_at, withdrawn_at)
        SELECT 'a@contoh.invalid', 'A', min(id), 'head', 'x', now(), now(), now(), now()
        FROM organisations_organisation""",
    "scoring.arrays_follow_the_nodes": (
        "UPDATE scoring_schoolresult SET scores = scores[2:]"
    ),
    "scoring.regions_follow_the_nodes": (
        "UPDATE scoring_regionresult SET quantiles = quantiles[2:]"
    ),
    "scoring.schools_of_a_region_add_up": (
        "UPDATE scoring_regionresult SET not_sent = not_sent + 1"
    ),
    "scoring.done_has_results": "DELETE FROM scoring_schoolresult",
    "scoring.done_can_be_repeated": "UPDATE scoring_scorerun SET digest = ''",
    "scoring.audience_is_published": "DELETE FROM scoring_publication",
    "scoring.scored_was_asked": """
        UPDATE scoring_schoolresult SET organisation_id =
        (SELECT id FROM organisations_organisation WHERE tier = 1 LIMIT 1)
        WHERE id =
        (SELECT min(id) FROM scoring_schoolresult WHERE state = 'counted')""",
    "scoring.scores_are_on_the_scale": "UPDATE scoring_schoolresult SET total = 7.5",
    "scoring.runs_come_to_an_end": """
        UPDATE scoring_scorerun SET audience = 0, state = 'running',
        requested_at = now() - interval '2 days'""",
    "standards.parent_is_of_the_version": """
        UPDATE standards_node SET code = 'lain' || id, version_id =
        (SELECT max(id) FROM standards_frameworkversion), position = 9000 + id
        WHERE kind = 'standard'""",
    "standards.kinds_go_down": """
        UPDATE standards_node SET kind = 'subindicator' WHERE kind = 'indicator'""",
    "standards.levels_rise": "UPDATE standards_level SET up_to = 1",
    "standards.published_has_nodes": "DELETE FROM standards_node",
    "survey.answers_of_the_campaign": "UPDATE survey_assignment SET campaign_id = 0",
    "survey.body_has_all_items": "UPDATE survey_submission SET body = body || '\\x00'",
    "survey.received_is_counted": """
        DELETE FROM survey_submission WHERE role = 'KS'""",
    "survey.nothing_after_closing": (
        "UPDATE survey_submission SET received_on = '2027-01-01'"
    ),
    "survey.school_is_in_scope": """
        UPDATE survey_assignment SET school_id =
        (SELECT id FROM organisations_organisation WHERE tier = 3 LIMIT 1)
        WHERE id = (SELECT min(id) FROM survey_assignment)""",
    "survey.link_is_used_once": "UPDATE survey_link SET is_used = false",
    "survey.edits_agree": "UPDATE survey_edit SET sequence = 99",
    "survey.withdrawn_stays_away": """
        INSERT INTO survey_withdrawnset (id, campaign_id)
        SELECT id, campaign_id FROM survey_submission LIMIT 1""",
    "survey.no_draft_after_closing": """
        INSERT INTO survey_draft (token_digest, assignment_id, role, sealed, saved_on)
        SELECT 'x', min(id), 'GS', '', '2026-11-01' FROM survey_assignment;
        UPDATE survey_campaign SET closed_at = now() - interval '9 days'""",
    "survey.progress_is_whole": "UPDATE survey_unitprogress SET sent = asked + 1",
    "survey.figures_have_a_past": "UPDATE survey_dataentry SET dated_on = '2030-01-01'",
    "planning.approved_was_signed": """
        UPDATE planning_plan SET state = 'approved', approved_at = now();
        UPDATE planning_signing SET decision = '', at = NULL""",
    "planning.revision_replaces": """
        INSERT INTO planning_plan (organisation_id, kind, title, number, starts_on,
        ends_on, school_year, vision, mission, goals, state, round, revises_id,
        revision, revision_reason, opened_at, approved_at)
        SELECT organisation_id, kind, title, 'X', starts_on, ends_on, school_year,
        vision, mission, goals, 'approved', 1, id, 2, 'lain', opened_at, now()
        FROM planning_plan LIMIT 1;
        UPDATE planning_plan SET state = 'approved', approved_at = now()""",
    "planning.activity_within_plan": (
        "UPDATE planning_activity SET ends_on = '2099-01-01'"
    ),
    "planning.finding_is_near": """
        UPDATE findings_finding SET organisation_id =
        (SELECT min(id) FROM organisations_organisation WHERE tier = 6)
        WHERE id IN (SELECT finding_id FROM planning_activity)""",
    "planning.effect_goes_forward": (
        "UPDATE planning_effect SET run_before_id = run_after_id"
    ),
}
