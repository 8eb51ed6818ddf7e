"""Addresses that need no account: self-assessment, products, sample files."""

from django.urls import path

from yizhan.web.public import assessment, products, samples

urlpatterns = [
    path("self-assessment/", assessment.begin, name="self_assessment"),
    path("self-assessment/questions/", assessment.question, name="self_assessment_question"),
    path("self-assessment/result/", assessment.result, name="self_assessment_result"),
    path("products/", products.product_list, name="products"),
    path("apply/", products.apply, name="apply"),
    path("samples/invoices.csv", samples.invoices, name="sample_invoices"),
    path("samples/statements.csv", samples.statements, name="sample_statements"),
]
