package io.routelb.allocator.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.routelb.allocator.admission.GroupJudge;
import io.routelb.allocator.admission.Judgement;
import io.routelb.allocator.admission.ServiceJudge;
import io.routelb.allocator.plan.PlanSettings;
import io.routelb.kube.admission.AdmissionAnswer;
import io.routelb.kube.admission.AdmissionRequest;
import io.routelb.kube.admission.AdmissionReviews;
import io.routelb.kube.admission.MalformedReviewException;
import io.routelb.kube.daemon.WebhookServer;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From an admission review to its answer: read as the informers read, judged against what they hold. Has no effect but a counter and a
 * line in the log, which names objects and never what is in them. Called by the threads of {@link WebhookServer}; every replica answers.
 */
final class Admission implements WebhookServer.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final BooleanSupplier synced;
    private final Supplier<ClusterSnapshot> snapshot;
    private final PlanSettings settings;
    private final Clock clock;
    private final Counter requests;

    Admission(
            BooleanSupplier synced,
            Supplier<ClusterSnapshot> snapshot,
            PlanSettings settings,
            Clock clock,
            CollectorRegistry registry) {
        this.synced = synced;
        this.snapshot = snapshot;
        this.settings = settings;
        this.clock = clock;
        this.requests = Counter.build(
                        "routelb_admission_requests_total", "Admission reviews answered, by what was said to them.")
                .labelNames("resource", "verdict")
                .register(registry);
    }

    @Override
    public WebhookServer.Answer answer(byte[] body) {
        AdmissionRequest request;
        try {
            request = AdmissionReviews.decode(body);
        } catch (MalformedReviewException e) {
            requests.labels("other", "malformed").inc();
            LOG.atWarn().addKeyValue("reason", e.sentence()).log("admission review not understood");
            return new WebhookServer.Answer(400, e.sentence() + "\n");
        }
        AdmissionAnswer answer = judge(request);
        return new WebhookServer.Answer(200, AdmissionReviews.encode(request.uid(), answer));
    }

    private AdmissionAnswer judge(AdmissionRequest request) {
        boolean groups =
                request.group().equals("purelb.io") && request.resource().equals("servicegroups");
        boolean services = request.group().isEmpty() && request.resource().equals("services");
        if ((!groups && !services) || !request.subresource().isEmpty()) {
            return counted("other", "allowed", AdmissionAnswer.ALLOWED);
        }
        try {
            if (!synced.getAsBoolean()) {
                return counted(
                        request.resource(),
                        "unjudged",
                        AdmissionAnswer.warned(List.of("RouteLB has just started and has not judged this; see the"
                                + " object's conditions for what becomes of it")));
            }
            return said(request, groups ? group(request) : service(request));
        } catch (InvalidValueException e) {
            return counted(request.resource(), "denied", AdmissionAnswer.denied("Invalid", e.sentence()));
        }
    }

    private Judgement group(AdmissionRequest request) throws InvalidValueException {
        Optional<ServiceGroupView> before = groupBefore(request);
        GroupJudge judge = new GroupJudge(snapshot.get(), settings, clock.instant());
        return switch (request.operation()) {
            case CREATE, UPDATE -> {
                ServiceGroupView after = ObjectViews.serviceGroup(
                        request.object().orElseThrow(() -> new InvalidValueException("the review has no object")));
                yield judge.written(before, after);
            }
            case DELETE -> before.map(group -> judge.deleted(group.key())).orElse(Judgement.SILENT);
            case CONNECT -> Judgement.SILENT;
        };
    }

    /** A group that could not be read before its change is judged as a new one. */
    private static Optional<ServiceGroupView> groupBefore(AdmissionRequest request) {
        try {
            return request.oldObject().isEmpty()
                    ? Optional.empty()
                    : Optional.of(ObjectViews.serviceGroup(request.oldObject().get()));
        } catch (InvalidValueException e) {
            LOG.atDebug().addKeyValue("reason", e.sentence()).log("the group was not readable before");
            return Optional.empty();
        }
    }

    private Judgement service(AdmissionRequest request) throws InvalidValueException {
        if (request.object().isEmpty() || request.operation() == AdmissionRequest.Operation.DELETE) {
            return Judgement.SILENT;
        }
        ServiceView after = ObjectViews.service(request.object().get());
        Optional<ServiceView> before = request.oldObject().isEmpty()
                ? Optional.empty()
                : Optional.of(ObjectViews.service(request.oldObject().get()));
        if (ServiceJudge.asksNothing(before, after)) {
            return Judgement.SILENT;
        }
        return new ServiceJudge(snapshot.get(), settings, clock.instant()).written(before, after);
    }

    private AdmissionAnswer said(AdmissionRequest request, Judgement judgement) {
        return switch (judgement) {
            case Judgement.Allowed allowed ->
                counted(
                        request.resource(),
                        allowed.warnings().isEmpty() ? "allowed" : "warned",
                        AdmissionAnswer.warned(allowed.warnings()));
            case Judgement.Denied denied -> {
                LOG.atInfo()
                        .addKeyValue("resource", request.resource())
                        .addKeyValue("object", request.key())
                        .addKeyValue("reason", denied.reason())
                        .log("write denied");
                yield counted(request.resource(), "denied", AdmissionAnswer.denied(denied.reason(), denied.message()));
            }
        };
    }

    private AdmissionAnswer counted(String resource, String verdict, AdmissionAnswer answer) {
        requests.labels(resource, verdict).inc();
        return answer;
    }
}
