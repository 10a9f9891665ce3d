// What members may do in a workspace, lowest first (specification, "Roles"; the order is inferred).

/// A member's role in a workspace.
enum WorkspaceRole: String, CaseIterable, Comparable {
    case viewer = "VIEWER"
    case annotator = "ANNOTATOR"
    case user = "USER"
    case admin = "ADMIN"
    case manager = "MANAGER"

    static func < (left: WorkspaceRole, right: WorkspaceRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .annotator: 1
        case .user: 2
        case .admin: 3
        case .manager: 4
        }
    }

    /// The role on projects that somebody else created.
    var onProjects: ProjectRole {
        switch self {
        case .viewer: .viewer
        case .annotator, .user: .annotator
        case .admin, .manager: .manager
        }
    }

    /// The role on models that somebody else created; nil when they may only be viewed.
    var onModels: ModelRole? {
        switch self {
        case .viewer, .annotator: nil
        case .user: .user
        case .admin, .manager: .manager
        }
    }
}
