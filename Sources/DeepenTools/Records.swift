// What the operations of the annotation tools create, and how their ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "createDataset": .alphanumeric(24, in: "tools_datasets"),
        "createIssue": .alphanumeric(24, in: "tools_issues"),
        "createLabellingProfile": .alphanumeric(24, in: "tools_profiles"),
        "createProfileImage": .alphanumeric(
            24, taken: "SELECT 1 FROM tools_uploads WHERE name = 'profile_images/' || ? || '/profile_image'"),
        "createUserGroup": .alphanumeric(24, in: "tools_user_groups"),
    ]
}
