// How databases of older schemas become databases of the present one.

import Store

extension Embedded {
    /// The ways to the present `schema.sql`, one for each older version.
    ///
    /// Whoever changes `schema.sql` so that its rows must change, too, says here what becomes of them. A column that
    /// stays needs no entry, nor does a new one with a default. Each migration leads straight to the present schema: a new
    /// version adds one from the version before it, and brings those from older versions up to date.
    public static let migrations: [Migration] = [
        Migration(
            from: 1,
            columns: [
                "deepva_jobs": ranksOfJobs,
                "meta": [
                    "value":
                        "CASE key WHEN 'timings' THEN \(Migration.renamingKeys("value", transitionsSince1)) ELSE value END"
                ],
                "schedule": [
                    "transition": Migration.renaming("transition", transitionsSince1), "payload": payloadsWithOutcomes,
                ],
                "studio_files": ["workspace": workspacesOfFiles],
                "studio_imports": ["done": Migration.renaming("done", transitionsSince1)],
            ], statements: countsOfJobs),
        Migration(
            from: 2, columns: ["deepva_jobs": ranksOfJobs, "studio_files": ["workspace": workspacesOfFiles]],
            statements: countsOfJobs),
        Migration(from: 3, columns: ["deepva_jobs": ranksOfJobs], statements: countsOfJobs),
        Migration(from: 4, columns: ["deepva_jobs": ranksOfJobs]),
    ]

    /// Jobs are found by the rank of their id since version 5.
    private static let ranksOfJobs = ["id_rank": "uuid_rank(id)"]

    /// Jobs are counted by the numbers that none of them has since version 4.
    private static let countsOfJobs = [
        "DELETE FROM main.counters WHERE name = 'deepva_jobs'",
        """
        UPDATE main.counters SET value = (SELECT coalesce(max(seq), 0) - count(*) FROM main.deepva_jobs)
        WHERE name = 'deepva_jobs_gaps'
        """,
    ]

    /// Files for analyses belong to a workspace since version 3: the first one of whoever uploaded them.
    private static let workspacesOfFiles = """
        CASE purpose WHEN 'analysis' THEN
            (SELECT workspace FROM old.studio_members WHERE user = studio_files.user
            ORDER BY is_default DESC, workspace LIMIT 1) END
        """

    /// Outcomes travel with the transitions that obey them. Version 1 kept them with the records, in several forms.
    private static let payloadsWithOutcomes = """
        CASE transition
        WHEN 'deepva.job.finish' THEN
            (SELECT json_object('outcome', json(outcome_json)) FROM old.deepva_jobs
            WHERE id = schedule.subject AND outcome_json IS NOT NULL)
        WHEN 'deepva.training.finish' THEN
            (SELECT json_object('outcome', json_set(outcome_json, '$.state', 'failed')) FROM old.deepva_trainings
            WHERE id = schedule.subject AND outcome_json IS NOT NULL)
        WHEN 'deepva.export.finish' THEN
            (SELECT json_object('outcome', json_set(outcome_json, '$.state', 'failed')) FROM old.deepva_exports
            WHERE id = schedule.subject AND outcome_json IS NOT NULL)
        WHEN 'deepva.report.finish' THEN
            CASE WHEN payload IS NOT NULL
            THEN json_object('outcome', json_object('state', 'failed', 'error', json_extract(payload, '$'))) END
        WHEN 'deepopinion.model.finish' THEN
            (SELECT json_object('outcome', json(outcome_json)) FROM old.studio_models
            WHERE id = substr(schedule.subject, length('model:') + 1) AND outcome_json IS NOT NULL)
        WHEN 'deepopinion.analysis.analyze' THEN \(outcomeOfAnalysis)
        WHEN 'deepopinion.analysis.finish' THEN \(outcomeOfAnalysis)
        WHEN 'deepen-tools.dataset.process' THEN
            CASE WHEN json_extract(payload, '$.failure') IS NULL THEN payload
            ELSE json_set(payload, '$.outcome',
                json_object('state', 'failed', 'error', json_extract(payload, '$.failure'))) END
        ELSE payload END
        """

    private static let outcomeOfAnalysis = """
        (SELECT json_object('outcome', json(outcome_json)) FROM old.studio_analyses
        WHERE id = substr(schedule.subject, length('analysis:') + 1) AND outcome_json IS NOT NULL)
        """

    /// The transitions that have another name since version 1: new names by old ones.
    private static let transitionsSince1: [String: String] = [:]
}
