"""Where personal data stand: every column of text is declared, a test sees to it.

A column is named ``app.model.field``. Numbers, days and keys alone name nobody; a test
compares the columns of all tables, also those of packages, with what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a kind of personal data is kept, on which basis, and how it is forgotten."""

    title: str
    basis: str
    forgotten: str
    columns: frozenset[str]


def columns(text: str) -> frozenset[str]:
    """``model: field field`` per line, as a set of ``model.field``."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return frozenset(
        f"{model.strip()}.{field}"
        for model, _, fields in lines
        for field in fields.split()
    )


DUTY = "tugas pemerintahan, Pasal 20 (2) e UU 27/2022"
CONSENT = "persetujuan; untuk anak oleh orang tua atau wali, Pasal 20 (2) a dan 25"

PERSONAL = (
    Purpose(
        "Akun orang yang bertugas",
        DUTY,
        "dihapus atas permintaan (`sakaguru manage person erase`, halaman Data saya)",
        columns("""
            accounts.user: name email password
            account.emailaddress: email
            account.emailconfirmation: key
            mfa.authenticator: data
            socialaccount.socialaccount: provider uid extra_data
            socialaccount.socialtoken: token token_secret
            organisations.apitoken: name digest
        """),
    ),
    Purpose(
        "Sesi dan perangkat",
        DUTY,
        "dengan sesinya; perangkat sesudah 90 hari",
        columns("""
            sessions.session: session_key session_data
            usersessions.usersession: ip session_key user_agent data
            survey.knock: door
            accounts.attempt: account source
            accounts.counted: key value
        """),
    ),
    Purpose(
        "Undangan",
        DUTY,
        "90 hari sesudah berakhir",
        columns("organisations.invitation: email name token_digest"),
    ),
    Purpose(
        "Jawaban kuesioner, tanpa nama",
        CONSENT,
        "rancangan saat kampanye ditutup; jawaban sesudah lima tahun",
        columns("""
            survey.submission: body digest said key_digest consent role
            survey.edit: said digest role
            survey.draft: token_digest role sealed
            survey.usedslip: mark
        """),
    ),
    Purpose(
        "Nama pada tautan dan pengisian untuk orang lain",
        DUTY,
        "setahun sesudah kampanye ditutup",
        columns("""
            survey.link: label token_digest role
            survey.submission: filled_for
        """),
    ),
    Purpose(
        "Tamu kegiatan dan penanda tangan dari luar",
        DUTY,
        "tamu dua tahun sesudah kegiatan; penanda tangan tinggal pada dokumennya",
        columns("""
            planning.invitee: person_name reason
            planning.signing: on_behalf_of
        """),
    ),
    Purpose(
        "Jejak perbuatan (nomor akun saja)",
        DUTY,
        "tinggal; tidak memuat nama",
        columns("""
            core.auditevent: subject_id subject_name detail path
        """),
    ),
)

OFFICE_WORDS = columns("""
    planning.plan: title vision mission goals revision_reason
    planning.signing: title note
    planning.comment: text
    planning.activity: cause_words title detail place participants evidence_asked
    planning.activitystep: title
    planning.progress: note
    planning.lesson: text source_label reason
    planning.budgetline: description unit
    planning.ownstandard: reason
    findings.finding: text place_reason closed_why
    findings.sign: sentence
    findings.cause: text whys
    findings.findingaction: label
    scoring.publication: reason
    survey.campaign: name
    survey.campaignextension: reason
    survey.schoolclass: label
    followup.actionpoint: title detail source_label
    followup.pointevent: text detail
    evidence.evidence: title file file_name check_note withdrawn_why
    evidence.proof: label
    evidence.upload: file_name
    evidence.uploadpiece: content
    organisations.group: name
    organisations.grant: reason
    organisations.school: village address
    organisations.schoolimport: filename header rows content report faults failure
""")
"""Written in office; may mention people, so it is shown by right of place only."""

NOBODY = columns("""
    dashboards.unitfigures: counts
    planning.plan: number school_year
    planning.signing: step roles tiers
    planning.activity: kind_key owner_role component program
    planning.choice: candidates answers
    planning.effect: method
    planning.lesson: source_key address
    planning.budgetline: account_code activity_code
    planning.peerpool: node_code kind_key cycles body
    findings.sign: rule address
    findings.cause: tree_key
    findings.findingaction: source source_key address
    scoring.scorerun: cycle_label method_version engine_version digest minimum sources
    scoring.scorerun: counts failure
    scoring.schoolcloseup: marks without calm
    scoring.regioncloseup: apart changes
    scoring.scale: role standard
    scoring.edition: code language digest content
    scoring.schoolresult: code name path
    scoring.regionresult: code name path
    survey.campaign: cycle_label minimum_respondents
    survey.assignment: poster_digest
    survey.aftercare: fault
    survey.dataentry: field value
    instruments.instrument: code title
    instruments.instrumentversion: label settings terms lists not_covered about
    instruments.questionnaire: intro
    instruments.section: standard title
    instruments.item: code text why example evidence
    instruments.option: text
    instruments.datafield: key label unit help group at_most
    instruments.datarule: formula words source
    standards.framework: code title
    standards.frameworkversion: label minimum_respondents about
    standards.level: label meaning
    standards.node: code title alt_title definition role_weights regulation evidence
    standards.node: label_rule
    followup.numbering: area_code
    followup.actionpoint: number area_code source source_key source_address
    evidence.evidence: content_type digest
    evidence.proof: source source_key address
    evidence.upload: digest
    organisations.area: scheme code name
    organisations.grant: roles
    organisations.organisation: code name path
    organisations.namespell: name
    organisations.tiername: name
    organisations.school: npsn
    core.auditevent: action subject_type digest
    core.audithead: digest signature
    socialaccount.socialapp: provider provider_id name client_id secret key settings
    auth.permission: name codename
    auth.group: name
    contenttypes.contenttype: app_label model
""")
"""Codes, figures, questions, standards: nothing about a person."""
