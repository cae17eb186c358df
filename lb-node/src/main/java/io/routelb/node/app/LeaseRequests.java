package io.routelb.node.app;

import io.routelb.kube.write.ElectionWriter;
import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import io.routelb.node.elect.LockWrite;
import java.util.Collection;

/** The election's port to the API server. */
record LeaseRequests(ElectionWriter writer) implements LocalElection.Leases {
    @Override
    public Result renew(Standing standing, Collection<Prefix> subnets) {
        return writer.renew(standing, subnets);
    }

    @Override
    public Result write(LockWrite write) {
        return switch (write) {
            case LockWrite.Claim claim -> writer.claim(claim.address(), claim.term(), claim.networkInterface());
            case LockWrite.Take take -> writer.take(take.seen(), take.term(), take.networkInterface());
            case LockWrite.Drop drop -> writer.drop(drop.seen());
        };
    }
}
