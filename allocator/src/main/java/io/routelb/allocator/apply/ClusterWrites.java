package io.routelb.allocator.apply;

import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.Verdict;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceView;

/** The effects of the allocator. Writes block and are called from several worker threads. */
public interface ClusterWrites {
    /** Writes one change, if the Service is still as it was. */
    WriteResult write(ServiceChange change);

    /** Writes the status of a group. */
    WriteResult report(ObjectKey group, ServiceGroupStatus status);

    /** An event on a Service. Never blocks. */
    void tell(ServiceView service, Verdict verdict);
}
