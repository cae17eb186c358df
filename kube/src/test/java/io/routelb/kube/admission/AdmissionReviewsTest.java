package io.routelb.kube.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.kube.admission.AdmissionRequest.Operation;
import io.routelb.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionReviewsTest {
    private static final String REVIEW =
            "{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview','request':{'uid':'u-1',"
                    + "'resource':{'group':'','version':'v1','resource':'services'},'operation':'UPDATE','namespace':'web','name':'a',"
                    + "'object':{'x':1},'oldObject':null,'dryRun':true}}";

    private static AdmissionRequest decode(String review) throws MalformedReviewException {
        return AdmissionReviews.decode(review.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject response(AdmissionAnswer answer) {
        return JsonParser.parseString(AdmissionReviews.encode("u-1", answer))
                .getAsJsonObject()
                .getAsJsonObject("response");
    }

    @Test
    void aReviewIsRead() throws MalformedReviewException {
        AdmissionRequest request = decode(REVIEW);
        assertEquals("u-1", request.uid());
        assertEquals(Operation.UPDATE, request.operation());
        assertEquals(new ObjectKey("web", "a"), request.key());
        assertTrue(request.object().isPresent() && request.oldObject().isEmpty() && request.dryRun());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not JSON         | {'apiVersion'          | {                    | the body is not JSON
            an older version | admission.k8s.io/v1'   | admission.k8s.io/v1beta1' | "admission.k8s.io/v1beta1 AdmissionReview" is not
            another kind     | 'AdmissionReview'      | 'Pod'                | "admission.k8s.io/v1 Pod" is not
            no uid           | 'uid':'u-1',           | ``                   | no uid
            a new operation  | 'UPDATE'               | 'FORGET'             | operation "FORGET" is unknown
            """)
    void whatIsNoReviewIsRefusedInOneSentence(String description, String from, String to, String sentence) {
        MalformedReviewException refusal =
                assertThrows(MalformedReviewException.class, () -> decode(REVIEW.replace(from, to)), description);
        assertTrue(refusal.sentence().contains(sentence), refusal.sentence());
    }

    @Test
    void theAnswerCarriesTheUidTheReasonAndWholeWarnings() {
        JsonObject denied = response(AdmissionAnswer.denied("Overlaps", "a overlaps b"));
        assertEquals(
                "{\"uid\":\"u-1\",\"allowed\":false,\"status\":{\"status\":\"Failure\",\"code\":403,\"reason\":\"Overlaps\",\"message\":\"a overlaps b\"}}",
                denied.toString());
        String warning = response(AdmissionAnswer.warned(List.of("\u4e00".repeat(100))))
                .getAsJsonArray("warnings")
                .get(0)
                .getAsString();
        assertEquals("\u4e00".repeat(84) + "...", warning);
    }
}
