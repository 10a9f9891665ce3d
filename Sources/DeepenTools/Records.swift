// What the operations of the annotation tools create, and how their ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "createDataset": dataset,
        "createIssue": issue,
        "createLabellingProfile": profile,
        "createProfileImage": profileImage,
        "createUserGroup": userGroup,
    ]

    static let dataset: RecordKind = .alphanumeric(24, in: "tools_datasets")
    static let issue: RecordKind = .alphanumeric(24, in: "tools_issues")
    static let profile: RecordKind = .alphanumeric(24, in: "tools_profiles")
    static let profileImage: RecordKind = .alphanumeric(
        24, taken: "SELECT 1 FROM tools_uploads WHERE name = 'profile_images/' || ? || '/profile_image'")
    static let userGroup: RecordKind = .alphanumeric(24, in: "tools_user_groups")
}
