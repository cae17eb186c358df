package io.routelb.allocator.apply;

import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.Verdict;
import io.routelb.kube.write.EventWriter;
import io.routelb.kube.write.GroupStatusWriter;
import io.routelb.kube.write.ServiceWriter;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceView;
import java.util.function.BooleanSupplier;

/** The effects on a real cluster. Nothing is written unless we lead at that very moment. */
public final class KubeWrites implements ClusterWrites {
    private final ServiceWriter services;
    private final GroupStatusWriter groups;
    private final EventWriter events;
    private final BooleanSupplier leading;

    public KubeWrites(ServiceWriter services, GroupStatusWriter groups, EventWriter events, BooleanSupplier leading) {
        this.services = services;
        this.groups = groups;
        this.events = events;
        this.leading = leading;
    }

    @Override
    public WriteResult write(ServiceChange change) {
        if (!leading.getAsBoolean()) {
            return new WriteResult.Conflict();
        }
        return services.write(change.before(), change.after());
    }

    @Override
    public WriteResult report(ObjectKey group, ServiceGroupStatus status) {
        if (!leading.getAsBoolean()) {
            return new WriteResult.Conflict();
        }
        return groups.write(group, status);
    }

    @Override
    public void tell(ServiceView service, Verdict verdict) {
        EventWriter.Type type = verdict.reason().warning() ? EventWriter.Type.WARNING : EventWriter.Type.NORMAL;
        events.record(
                EventWriter.Regarding.service(service.key(), service.uid(), service.resourceVersion()),
                type,
                verdict.reason().code(),
                "AllocateAddress",
                verdict.message());
    }
}
