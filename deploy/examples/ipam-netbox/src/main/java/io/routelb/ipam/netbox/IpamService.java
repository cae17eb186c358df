package io.routelb.ipam.netbox;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.routelb.ipam.v1.AllocateRequest;
import io.routelb.ipam.v1.AllocateResponse;
import io.routelb.ipam.v1.AllocatedIP;
import io.routelb.ipam.v1.IPAMGrpc;
import io.routelb.ipam.v1.ReleaseRequest;
import io.routelb.ipam.v1.ReleaseResponse;
import io.routelb.ipam.v1.StatsRequest;
import io.routelb.ipam.v1.StatsResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The contract's three calls. */
final class IpamService extends IPAMGrpc.IPAMImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(IpamService.class);

    private final NetBoxIpam ipam;

    private interface Work<T> {
        T run() throws IpamException;
    }

    IpamService(NetBoxIpam ipam) {
        this.ipam = ipam;
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
        answer("allocate", request.getPool(), request.getService(), reply, () -> {
            AllocateResponse.Builder response = AllocateResponse.newBuilder();
            for (String address : allocate(request)) {
                response.addIps(AllocatedIP.newBuilder().setIp(address));
            }
            return response.build();
        });
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> reply) {
        answer("release", request.getPool(), request.getService(), reply, () -> {
            if (request.hasIp() || request.getAll()) {
                Optional<String> one = request.hasIp() ? Optional.of(request.getIp()) : Optional.empty();
                ipam.release(request.getPool(), request.getService(), one);
                return ReleaseResponse.getDefaultInstance();
            }
            throw new IpamException(Status.Code.INVALID_ARGUMENT, "name an ip, or all");
        });
    }

    @Override
    public void stats(StatsRequest request, StreamObserver<StatsResponse> reply) {
        answer("stats", request.getPool(), "", reply, () -> {
            NetBoxIpam.Stats stats = ipam.stats(request.getPool());
            return StatsResponse.newBuilder()
                    .setInUseV4(stats.inUseV4())
                    .setInUseV6(stats.inUseV6())
                    .setSizeV4(stats.sizeV4())
                    .setSizeV6(stats.sizeV6())
                    .setHasKnownCapacity(true)
                    .addAllDisplayAddresses(stats.prefixes())
                    .build();
        });
    }

    private List<String> allocate(AllocateRequest request) throws IpamException {
        BooleanSupplier givenUp = Context.current()::isCancelled;
        boolean v4 = request.getFamilies().getWantIpv4();
        boolean v6 = request.getFamilies().getWantIpv6();
        if (request.hasExplicit() && request.getExplicit().getIpsCount() > 0) {
            return ipam.allocate(
                    request.getPool(),
                    request.getService(),
                    request.getExplicit().getIpsList(),
                    givenUp);
        }
        if (v4 || v6) {
            return ipam.allocate(request.getPool(), request.getService(), v4, v6, givenUp);
        }
        throw new IpamException(Status.Code.INVALID_ARGUMENT, "name addresses, or want a family");
    }

    private static <T> void answer(String call, String pool, String service, StreamObserver<T> reply, Work<T> work) {
        try {
            T answer = work.run();
            reply.onNext(answer);
            reply.onCompleted();
            LOG.atDebug()
                    .addKeyValue("pool", pool)
                    .addKeyValue("service", service)
                    .log(call);
        } catch (IpamException e) {
            LOG.atWarn()
                    .addKeyValue("call", call)
                    .addKeyValue("pool", Text.shown(pool))
                    .addKeyValue("service", Text.shown(service))
                    .addKeyValue("code", e.status().getCode())
                    .addKeyValue("message", e.getMessage())
                    .log("not done");
            reply.onError(e.status().asException());
        }
    }
}
