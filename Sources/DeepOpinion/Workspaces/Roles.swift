// The roles that people can have, lowest first (specification, "Roles"; the order of workspace roles is inferred).

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

    /// What the role means for a project that somebody else has made.
    var onProjects: ProjectRole {
        switch self {
        case .viewer: .viewer
        case .annotator, .user: .annotator
        case .admin, .manager: .manager
        }
    }

    /// What the role means for a model that somebody else has made; nil when it may only be looked at.
    var onModels: ModelRole? {
        switch self {
        case .viewer, .annotator: nil
        case .user: .user
        case .admin, .manager: .manager
        }
    }
}

/// A role on a project. Whoever made it is its manager.
enum ProjectRole: String, Comparable {
    case viewer = "VIEWER"
    case annotator = "ANNOTATOR"
    case manager = "MANAGER"

    static func < (left: ProjectRole, right: ProjectRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .annotator: 1
        case .manager: 2
        }
    }
}

/// A role on a model. Whoever made it is its manager.
enum ModelRole: String, Comparable {
    case user = "USER"
    case manager = "MANAGER"

    static func < (left: ModelRole, right: ModelRole) -> Bool { left == .user && right == .manager }
}
