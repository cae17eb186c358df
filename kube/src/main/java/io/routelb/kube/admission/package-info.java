/**
 * The admission review of the API server (admission.k8s.io/v1) as values. Enters: the JSON the API server posts. Leaves: an {@link
 * io.routelb.kube.admission.AdmissionRequest}, and the JSON of the answer to it. What does not belong: HTTP, judging.
 */
@NullMarked
package io.routelb.kube.admission;

import org.jspecify.annotations.NullMarked;
