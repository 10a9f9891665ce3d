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
                "meta": [
                    "value":
                        "CASE key WHEN 'timings' THEN \(Migration.renamingKeys("value", transitionsSince1)) ELSE value END"
                ],
                "schedule": ["transition": Migration.renaming("transition", transitionsSince1)],
                "studio_imports": ["done": Migration.renaming("done", transitionsSince1)],
            ])
    ]

    /// The transitions that have another name since version 1: new names by old ones.
    private static let transitionsSince1: [String: String] = [:]
}
