// What people may do with a project, lowest first (specification, "Roles").

/// A role on a project. Whoever created it is its manager.
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
