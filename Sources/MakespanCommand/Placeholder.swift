@main struct Makespan_ { static func main() {} }
