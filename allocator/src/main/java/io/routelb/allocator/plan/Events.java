package io.routelb.allocator.plan;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is told when a Service is written: transitions only, never a state that was told before. */
final class Events {
    private Events() {}

    static List<Verdict> of(ServiceView now, Decision decision, List<Ingress> ingress, Verdict verdict) {
        List<Verdict> events = new ArrayList<>();
        if (isWorthTelling(now, ingress, verdict)) {
            events.add(verdict);
        }
        if (decision instanceof Decision.Assign assign && addressesDiffer(now, ingress)) {
            events.addAll(assign.notes());
        }
        String reEvaluate = now.annotation(Annotations.RE_EVALUATE).strip();
        if (!reEvaluate.isEmpty() && !reEvaluate.equals("true")) {
            events.add(new Verdict(
                    Reason.ANNOTATION_INVALID,
                    Annotations.RE_EVALUATE + " is \"" + Addresses.shown(reEvaluate)
                            + "\" and was removed without effect; write true"));
        }
        return events;
    }

    /** A change of addresses, a warning not told yet, or the end of one. That a move is complete is no news. */
    private static boolean isWorthTelling(ServiceView now, List<Ingress> ingress, Verdict verdict) {
        Optional<Condition> before = current(now);
        boolean told = before.filter(
                        condition -> condition.reason().equals(verdict.reason().code())
                                && condition.message().equals(verdict.message()))
                .isPresent();
        boolean turned = before.filter(
                        condition -> !condition.reason().equals(verdict.reason().code()))
                .isPresent();
        boolean moved = addressesDiffer(now, ingress) && !(told && now.ingress().containsAll(ingress));
        return moved || turned || (verdict.reason().warning() && !told);
    }

    private static boolean addressesDiffer(ServiceView now, List<Ingress> ingress) {
        return !now.ingress().stream()
                .map(Ingress::ip)
                .toList()
                .equals(ingress.stream().map(Ingress::ip).toList());
    }

    /** The condition of ours as it stands. */
    static Optional<Condition> current(ServiceView now) {
        return now.conditions().stream()
                .filter(condition -> condition.type().equals(ServiceView.ADDRESS_ALLOCATED))
                .findFirst();
    }
}
