// What Studio's operations create, and how its ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "addClass": .number(in: "studio_classes"),
        "addCorrectionTag": .number(in: "studio_tags"),
        "addLabel": .number(in: "studio_labels"),
        "addProductKey": .number(in: "studio_product_keys"),
        "addSegmentTag": .number(in: "studio_tags"),
        "addWorkspacePermission": .number(in: "studio_members"),
        "cloneProject": .number(in: "studio_projects"),
        "connectGroupExternalSource": .uuid(in: "studio_files"),
        "connectLabelingExternalSource": .number(in: "studio_sessions"),
        "createAnalysis": .number(in: "studio_analyses"),
        "createCorrection": .number(in: "studio_sessions"),
        // Documents may be given a number in their body, too; it is free again when they are deleted.
        "createDocument": .number(in: "studio_documents", isReused: true),
        "createGroup": .number(in: "studio_groups"),
        "createHitl": .number(in: "studio_hitls"),
        "createLabelingSession": .number(in: "studio_sessions"),
        "createProject": .number(in: "studio_projects"),
        "createWorkspace": .number(in: "studio_workspaces"),
        "trainModel": .number(in: "studio_models"),
        "uploadAnalysisFile": .uuid(in: "studio_files"),
        "uploadGroupFile": .uuid(in: "studio_files"),
        "uploadModel": .number(in: "studio_models"),
    ]
}
