package io.routelb.allocator.app;

import com.google.gson.JsonObject;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.routelb.allocator.admission.GroupJudge;
import io.routelb.allocator.admission.Judgement;
import io.routelb.allocator.admission.PolicyWriteJudge;
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
        Optional<Judge> judge = judgeOf(request);
        if (judge.isEmpty() || !request.subresource().isEmpty()) {
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
            return said(request, judge.get().judge(request));
        } catch (InvalidValueException e) {
            return counted(request.resource(), "denied", AdmissionAnswer.denied("Invalid", e.sentence()));
        }
    }

    /** Judges the writes to one kind. */
    @FunctionalInterface
    private interface Judge {
        Judgement judge(AdmissionRequest request) throws InvalidValueException;
    }

    private Optional<Judge> judgeOf(AdmissionRequest request) {
        return switch (request.group() + "/" + request.resource()) {
            case "purelb.io/servicegroups" -> Optional.of(this::group);
            case "/services" -> Optional.of(this::service);
            case "routelb.io/bgppeers" -> Optional.of(this::peer);
            case "routelb.io/bgpadvertisements" -> Optional.of(this::advertisement);
            default -> Optional.empty();
        };
    }

    private Judgement group(AdmissionRequest request) throws InvalidValueException {
        Optional<ServiceGroupView> before = before(request, ObjectViews::serviceGroup);
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

    private Judgement peer(AdmissionRequest request) throws InvalidValueException {
        Optional<JsonObject> written = written(request);
        return written.isEmpty()
                ? Judgement.SILENT
                : new PolicyWriteJudge(snapshot.get())
                        .peer(before(request, ObjectViews::bgpPeer), ObjectViews.bgpPeer(written.get()));
    }

    private Judgement advertisement(AdmissionRequest request) throws InvalidValueException {
        Optional<JsonObject> written = written(request);
        return written.isEmpty()
                ? Judgement.SILENT
                : new PolicyWriteJudge(snapshot.get())
                        .advertisement(
                                before(request, ObjectViews::advertisement), ObjectViews.advertisement(written.get()));
    }

    /** Empty of a deletion. The API server need not have dated a new object yet, and it is the youngest whatever it says. */
    private Optional<JsonObject> written(AdmissionRequest request) {
        if (request.object().isEmpty() || request.operation() == AdmissionRequest.Operation.DELETE) {
            return Optional.empty();
        }
        JsonObject object = request.object().get().deepCopy();
        if (request.operation() == AdmissionRequest.Operation.CREATE && object.has("metadata")) {
            object.getAsJsonObject("metadata")
                    .addProperty("creationTimestamp", clock.instant().toString());
        }
        return Optional.of(object);
    }

    /** How an object is read. */
    @FunctionalInterface
    private interface Reading<V> {
        V read(JsonObject object) throws InvalidValueException;
    }

    /** An object that could not be read before its change is judged as a new one. */
    private static <V> Optional<V> before(AdmissionRequest request, Reading<V> reading) {
        try {
            return request.oldObject().isEmpty()
                    ? Optional.empty()
                    : Optional.of(reading.read(request.oldObject().get()));
        } catch (InvalidValueException e) {
            LOG.atDebug().addKeyValue("reason", e.sentence()).log("the object was not readable before");
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
