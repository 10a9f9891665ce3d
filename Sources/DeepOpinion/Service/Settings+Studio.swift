// Studio's settings.

import Emulator
import JSON

extension Settings {
    /// The settings and their defaults.
    static let studio: JSONObject = [
        "studio_analysis_documents": 100,
        "studio_empty_tags": false,
        "studio_strict_segments": false,
        "studio_strict_status": false,
    ]

    /// How many of its documents an analysis shows at most.
    var documentsOfAnalyses: Int { self["studio_analysis_documents"].int ?? 100 }

    /// Whether a tag may have neither class nor label, as the generated client sends it.
    var allowsEmptyTags: Bool { self["studio_empty_tags"].bool ?? false }

    /// Whether a segment is refused whose text is not what its span says.
    var requiresTrueSegments: Bool { self["studio_strict_segments"].bool ?? false }

    /// Whether a status only changes in the order in which work goes on.
    var keepsOrderOfStatuses: Bool { self["studio_strict_status"].bool ?? false }
}
