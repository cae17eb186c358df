package io.routelb.cli.offline;

import io.routelb.allocator.admission.Judgement;
import io.routelb.allocator.admission.ServiceJudge;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.AllocationPlanner;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.allocator.plan.PlanState;
import io.routelb.allocator.plan.PolicyJudge;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Everything there is to say against manifests: what their schemas say, what the parsers say, and what becomes of them together. */
final class Judgements {
    private final OfflineCluster cluster;
    private final ClusterSnapshot snapshot;
    private final PlanSettings settings;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private Judgements(OfflineCluster cluster, PlanSettings settings, Instant now) {
        this.cluster = cluster;
        this.snapshot = cluster.snapshot();
        this.settings = settings;
        this.now = now;
    }

    /** In the order of the files' names and lines; one sentence about an object is said once. */
    static List<Finding> of(List<Manifest> manifests, OfflineCluster cluster, PlanSettings settings, Instant now) {
        Judgements judgements = new Judgements(cluster, settings, now);
        Schemas schemas = new Schemas();
        for (Manifest manifest : manifests) {
            if (Schemas.isUnknown(manifest)) {
                judgements.findings.add(Finding.fault(
                        manifest, "kind", manifest.apiVersion() + " " + manifest.kind() + " is no kind of RouteLB"));
            }
            judgements.findings.addAll(schemas.findings(manifest));
        }
        judgements.findings.addAll(cluster.findings());
        judgements.groups();
        judgements.policies();
        judgements.services();
        return judgements.findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Judgements::file).thenComparingInt(Judgements::line))
                .toList();
    }

    private void groups() {
        AllocationPlan plan = AllocationPlanner.plan(snapshot, settings, PlanState.at(now));
        plan.groups()
                .forEach((key, report) -> report.status().conditions().stream()
                        .filter(condition -> condition.type().equals("Accepted") && !condition.status())
                        .forEach(condition -> findings.add(Finding.fault(
                                cluster.manifest("ServiceGroup", key),
                                "spec",
                                condition.reason() + ": " + condition.message()))));
    }

    /** As things are when the Services have their addresses. */
    private void policies() {
        AllocationPlan plan = AllocationPlanner.plan(snapshot, settings, PlanState.at(now));
        ClusterSnapshot then = StandIns.withNodes(OfflinePlan.allocated(cluster, plan));
        PolicyJudge.verdicts(then, cluster.refused()).forEach((key, verdict) -> {
            boolean told = cluster.refused().containsKey(key);
            if (!verdict.condition().status() && !told) {
                findings.add(Finding.fault(
                        cluster.manifest(key.kind().word(), new ObjectKey("", key.name())),
                        "spec",
                        verdict.condition().reason() + ": "
                                + verdict.condition().message()));
            }
        });
    }

    private void services() {
        ServiceJudge judge = new ServiceJudge(snapshot, settings, now);
        snapshot.services().forEach((key, service) -> {
            Manifest manifest = cluster.manifest("Service", key);
            switch (judge.written(Optional.empty(), service)) {
                case Judgement.Denied denied ->
                    findings.add(Finding.fault(manifest, "metadata", denied.reason() + ": " + denied.message()));
                case Judgement.Allowed allowed ->
                    allowed.warnings().forEach(warning -> findings.add(Finding.warning(manifest, "metadata", warning)));
            }
        });
    }

    private static String file(Finding finding) {
        return finding.where().substring(0, Math.max(0, finding.where().lastIndexOf(':')));
    }

    private static int line(Finding finding) {
        String line = finding.where().substring(finding.where().lastIndexOf(':') + 1);
        return line.matches("[0-9]{1,9}") ? Integer.parseInt(line) : 0;
    }
}
